import type { Route } from '../http/route.ts'
import { createApiKey } from './api-keys/create.ts'
import { revokeApiKey } from './api-keys/delete.ts'
import { getApiKey } from './api-keys/get.ts'
import { listApiKeys } from './api-keys/list.ts'
import { againRoutes } from './areas/again.ts'
import { agentsRoutes } from './areas/agents.ts'
import { automationRoutes } from './areas/automation.ts'
import { integrationsRoutes } from './areas/integrations.ts'
import { learningRoutes } from './areas/learning.ts'
import { messagesRoutes } from './areas/messages.ts'
import { patchesRoutes } from './areas/patches.ts'
import { runsRoutes } from './areas/runs.ts'
import { workRoutes } from './areas/work.ts'
import { workspaceRoutes } from './areas/workspace.ts'
import { executeCommands } from './commands/execute.ts'
import { explainEvent } from './events/automations.ts'
import { listEvents } from './events/list.ts'
import { replayEvent } from './events/replay.ts'
import { sendEvent } from './events/send.ts'
import { streamEvents } from './events/stream.ts'
import { health } from './service/health.ts'
import { indexPage } from './service/index-page.ts'
import { metrics } from './service/metrics.ts'
import { ready } from './service/ready.ts'

/** Every route of the API, in the order of its reference. Where two match, the first wins. */
export const routes: readonly Route[] = [
  ...workspaceRoutes,
  ...workRoutes,
  listApiKeys,
  createApiKey,
  getApiKey,
  revokeApiKey,
  ...againRoutes,
  ...automationRoutes,
  ...messagesRoutes,
  ...integrationsRoutes,
  ...runsRoutes,
  ...agentsRoutes,
  ...patchesRoutes,
  ...learningRoutes,
  executeCommands,
  listEvents,
  explainEvent,
  replayEvent,
  streamEvents,
  sendEvent,
  indexPage,
  health,
  ready,
  metrics,
]
