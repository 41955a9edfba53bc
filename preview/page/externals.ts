import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as grafanaUiUnstable from '@grafana/ui/unstable';
import i18next from 'i18next';
import lodash from 'lodash';
import moment from 'moment';
import * as react from 'react';
import * as jsxDevRuntime from 'react/jsx-dev-runtime';
import * as jsxRuntime from 'react/jsx-runtime';
import * as reactDom from 'react-dom';
import * as rxjs from 'rxjs';

/** Libraries that Grafana hands to plugins, by the names of create-plugin's externals, as far as this page has them. */
export const externals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['@emotion/css', emotionCss],
  ['@emotion/react', emotionReact],
  ['@grafana/data', grafanaData],
  ['@grafana/runtime', grafanaRuntime],
  ['@grafana/ui', grafanaUi],
  ['@grafana/ui/unstable', grafanaUiUnstable],
  ['i18next', i18next],
  ['lodash', lodash],
  ['moment', moment],
  ['react', react],
  ['react-dom', reactDom],
  ['react/jsx-dev-runtime', jsxDevRuntime],
  ['react/jsx-runtime', jsxRuntime],
  ['rxjs', rxjs],
]);
