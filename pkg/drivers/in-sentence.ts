/** A title in the middle of a sentence: `OCR jobs` keeps its capitals, `Daily users` does not. */
export function inSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
