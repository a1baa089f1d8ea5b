import type { Route } from '../../http/route.ts'
import { callAction } from '../connections/call-action.ts'
import { listContainers } from '../connections/containers.ts'
import { createConnection } from '../connections/create.ts'
import { deleteConnection } from '../connections/delete.ts'
import { disconnect } from '../connections/disconnect.ts'
import { getConnection } from '../connections/get.ts'
import { getConnectionHealth } from '../connections/health.ts'
import { listConnections } from '../connections/list.ts'
import { beginOAuth } from '../connections/oauth.ts'
import { pauseConnection, resumeConnection } from '../connections/pause.ts'
import { reconnect } from '../connections/reconnect.ts'
import { rollbackConnection } from '../connections/rollback.ts'
import { testConnection } from '../connections/test.ts'
import { allowTool, listTools, removeTool } from '../connections/tools.ts'
import { updateConnection } from '../connections/update.ts'
import { listExternalUsers } from '../connections/users.ts'
import { getConnectionWebhook } from '../connections/webhook.ts'
import { listConnectors } from '../connectors/list.ts'
import { takeIntegrationWebhook } from '../integrations/webhook.ts'
import { backfillMapping } from '../mappings/backfill.ts'
import { createMapping } from '../mappings/create.ts'
import { deleteMapping } from '../mappings/delete.ts'
import { getMappingFields } from '../mappings/fields.ts'
import { getMapping, listMappings } from '../mappings/list.ts'
import { previewMapping } from '../mappings/preview.ts'
import { updateMapping } from '../mappings/update.ts'
import { getModelBudget, listModelBudgets } from '../model-budgets/list.ts'
import { deleteModelBudget, setModelBudget } from '../model-budgets/set.ts'
import { pingModels } from '../models/ping.ts'
import { selectModels } from '../models/select.ts'
import { showModels } from '../models/show.ts'
import { showModelUsage } from '../models/usage.ts'
import { getSyncConflict, listSyncConflicts, resolveSyncConflict } from '../sync-conflicts/list.ts'
import { listUserLinks } from '../user-links/list.ts'
import { getUserLink, removeUserLink, setUserLink } from '../user-links/set.ts'

/** The routes of connected services and what is kept in step with them, and of language models. */
export const integrationsRoutes: readonly Route[] = [
  listConnectors,
  listConnections,
  createConnection,
  beginOAuth,
  getConnection,
  updateConnection,
  deleteConnection,
  testConnection,
  pauseConnection,
  resumeConnection,
  reconnect,
  disconnect,
  callAction,
  listTools,
  allowTool,
  removeTool,
  listContainers,
  listExternalUsers,
  getConnectionHealth,
  rollbackConnection,
  getConnectionWebhook,
  takeIntegrationWebhook,
  listUserLinks,
  setUserLink,
  getUserLink,
  removeUserLink,
  listMappings,
  createMapping,
  getMapping,
  updateMapping,
  deleteMapping,
  getMappingFields,
  previewMapping,
  backfillMapping,
  listSyncConflicts,
  getSyncConflict,
  resolveSyncConflict,
  showModels,
  selectModels,
  pingModels,
  showModelUsage,
  listModelBudgets,
  setModelBudget,
  getModelBudget,
  deleteModelBudget,
]
