import {
  type DataFrame,
  type DataTransformerConfig,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import { uniqBy } from 'lodash';
import type { Observable } from 'rxjs';

/** Grafana's own registry is in its application, not in its libraries; the transformations are. */
standardTransformersRegistry.setInit(() =>
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way to them outside Grafana's application
  uniqBy(Object.values(standardTransformers), 'id').map((info) => ({
    id: info.id,
    name: info.name,
    transformation: () => Promise.resolve(info),
    editor: NoEditor,
    imageDark: '',
    imageLight: '',
  }))
);

/** A panel's transformations, applied one after the other as Grafana does before it looks at the field configuration. */
export function transformed(
  frames: DataFrame[],
  transformations: readonly DataTransformerConfig[],
  replaceVariables: (text: string) => string
): Observable<DataFrame[]> {
  return transformDataFrame([...transformations], frames, { interpolate: replaceVariables });
}

/** Nothing is edited here. */
function NoEditor(): null {
  return null;
}
