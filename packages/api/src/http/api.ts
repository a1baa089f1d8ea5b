import type { Connector } from '@orchestrator/integrations'
import type { Models } from '@orchestrator/models'
import type { Store } from '@orchestrator/store'
import type { Budgets } from '@orchestrator/worker/connected'
import type { createRunCallAnswers } from '@orchestrator/worker/run-calls'
import type { Logger } from 'pino'
import type { AgentRunHub } from '../agents/hub.ts'
import type { Identities } from '../auth/identities.ts'
import type { ApiConfig } from '../config.ts'
import type { EventHub } from '../events/hub.ts'
import type { DeliveryQueue } from '../integrations/delivery-queue.ts'
import type { LimitState, Limits } from '../middleware/limits.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { ClientAddress } from './client-address.ts'
import type { SharedLookups } from './shared-lookups.ts'
import type { Turns } from './turns.ts'

/** Whether Temporal can be reached; the API starts no workflows itself. */
export interface TemporalCheck {
  /** @throws when it does not answer */
  check(): Promise<void>
}

/** What routes work with. Made once, passed in. */
export interface Api {
  readonly store: Store
  /** The services that can be connected, by their ids. */
  readonly connectors: Readonly<Record<string, Connector>>
  /** How much may be asked of them. */
  readonly budgets: Budgets
  /** The language models that may be asked. */
  readonly models: Models
  readonly config: ApiConfig
  readonly temporal: TemporalCheck | null
  readonly identities: Identities
  readonly hub: EventHub
  readonly agentRuns: AgentRunHub
  readonly limits: Limits
  readonly lookups: SharedLookups
  /** What connected services tell, before it is read. */
  readonly inbound: DeliveryQueue
  readonly heavyTurns: Turns
  readonly addressOf: ClientAddress
  readonly metrics: Metrics
  readonly logger: Logger
  /** For runs whose code a team serves itself. */
  readonly answerRunCall: ReturnType<typeof createRunCallAnswers>
}

/** What a request carries from one middleware to the next. */
export interface Env {
  Bindings: object
  Variables: { requestId: string; route: string; logger: Logger; limit: LimitState | null }
}
