/** Brackets, functions, conditions and signs within each other: what the stack must hold while a formula is read and run. */
export const maxFormulaDepth = 64;

interface Level {
  /** Of `a ? b : c ? d : e` on this level: each begins within the one before. */
  conditions: number;
  /** Signs before the value that comes. */
  signs: number;
}

/** Where a text is nested deeper than the limit; undefined where it is not. Looks at single characters only. */
export function tooDeepAt(text: string): number | undefined {
  const levels: Level[] = [{ conditions: 0, signs: 0 }];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const level = levels.at(-1) ?? { conditions: 0, signs: 0 };
    const character = text.charAt(i);
    switch (character) {
      case '(':
      case '[':
        levels.push({ conditions: 0, signs: 0 });
        depth++;
        break;
      case ')':
      case ']':
        if (levels.length > 1) {
          levels.pop();
          depth -= level.conditions + level.signs + 1 + withoutSigns(levels.at(-1));
        }
        break;
      case ',':
        depth -= level.conditions + withoutSigns(level);
        level.conditions = 0;
        break;
      case '?':
        level.conditions++;
        depth++;
        break;
      case '-':
      case '+':
      case '!':
        level.signs++;
        depth++;
        break;
      default:
        if (character.trim() !== '') {
          depth -= withoutSigns(level);
        }
    }
    if (depth > maxFormulaDepth) {
      return i;
    }
  }
  return undefined;
}

/** The value that the signs stand before has come: how many they were. */
function withoutSigns(level: Level | undefined): number {
  const signs = level?.signs ?? 0;
  if (level !== undefined) {
    level.signs = 0;
  }
  return signs;
}
