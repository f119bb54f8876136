// GraphiQL in the page that the server makes: sign-in, transport and first query come from its own /graphiql.js.
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/style.css';

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(WORKER_URLS[label] ?? WORKER_URLS.editorWorkerService, { name: label }),
};

const { element, props } = globalThis.leadlineGraphiql;
const plugins = [HISTORY_PLUGIN, explorerPlugin()];
createRoot(element).render(<GraphiQL {...props} plugins={plugins} />);
