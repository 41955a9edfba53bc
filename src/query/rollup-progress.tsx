import { Text } from '@grafana/ui';
import { useEffect, useState } from 'react';
import type { CatalogView, ProgressView } from '../catalog/catalog.ts';
import type { DataSource } from '../datasource.ts';

/** Between two looks while something is being built, ms. */
const lookAgain = 2_000;

interface Props {
  readonly datasource: DataSource;
  readonly catalog: CatalogView;
  /** The last answer, whatever it is: a question may have begun a roll-up. */
  readonly answer?: unknown;
}

/** Why answers still take their time; nothing where every roll-up is there. */
export function RollupProgress({ datasource, catalog, answer }: Props) {
  const progress = useProgress(datasource, answer);
  return (
    <div role="status">
      {Object.entries(progress).map(([name, { built, of }]) => (
        <Text key={name} element="p" variant="bodySmall" color="secondary">
          {`The roll-up of ${catalog.costs.find((cost) => cost.name === name)?.title ?? name} is being built, ${built} of ${of} files: until then answers take longer.`}
        </Text>
      ))}
    </div>
  );
}

function useProgress(datasource: DataSource, answer: unknown): ProgressView {
  const [progress, setProgress] = useState<ProgressView>({});
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    const look = () => {
      datasource.progress().then(
        (found) => {
          if (isCurrent) {
            setProgress(found);
            timer = Object.keys(found).length > 0 ? setTimeout(look, lookAgain) : undefined;
          }
        },
        () => undefined // a line of comfort, nothing that anybody waits for
      );
    };
    look();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [datasource, answer]);
  return progress;
}
