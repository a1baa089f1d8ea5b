import type { Models } from '@orchestrator/models'
import type { Store } from '@orchestrator/store'

/** What an agent's activities work with. */
export interface AgentDeps {
  readonly store: Store
  readonly models: Models
}
