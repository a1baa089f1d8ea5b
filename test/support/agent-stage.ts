// The process of agents as it is, in this one, on a real Postgres and a real Temporal; the model is scripted and says what a test wants.
import type { AgentStep, CommandInput, Principal } from '@orchestrator/domain'
import { type ModelsConfig, readModelsConfig } from '@orchestrator/models'
import { listAgentSteps, readAgentRun, type StoredAgentRun } from '@orchestrator/store'
import pino from 'pino'
import { startAgentsHost } from '../../packages/worker/src/agents/agents-host.ts'
import { installRuntime } from '../../packages/worker/src/temporal/runtime.ts'
import { testHome } from './compiled.ts'
import { createTestNamespace } from './index.ts'
import { type Asked, type ModelServer, type Says, startModelServer } from './model-server.ts'
import { eventually } from './slack-stage.ts'
import { openTestStore, type TestStore, type TestWorkspace } from './workspace.ts'

/** For a slow machine on which many runs go on at once. */
const patienceMs = 200_000

/** By default the stage's own workspace. */
interface Where {
  readonly in?: TestWorkspace
}

export interface AgentStage {
  readonly store: TestStore
  readonly w: TestWorkspace
  readonly model: ModelServer
  /** Where its workflows are, for other processes that take part. */
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** Asks an agent; as the owner unless another is named. @returns the run's id */
  ask(data: CommandInput<'agent_run.create'>, more?: Where & { as?: Principal }): Promise<string>
  /** The run once it waits for something, or has ended. */
  paused(id: string, more?: Where & { withinMs?: number }): Promise<StoredAgentRun>
  steps(id: string, more?: Where): Promise<readonly AgentStep[]>
  close(): Promise<void>
}

/** @param asked the models that are asked; by default the scripted one */
export async function openAgentStage(answer: (asked: Asked) => Says, asked?: ModelsConfig): Promise<AgentStage> {
  const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' })
  installRuntime(logger)
  const [store, temporal, model] = await Promise.all([openTestStore(), createTestNamespace(), startModelServer(answer)])
  const w = await store.workspace()
  const models = asked ?? readModelsConfig(model.env)
  const host = await startAgentsHost({ ...store.database, temporal, home: testHome, models, logger })
  return {
    ...{ store, w, model, temporal },
    ask: async (data, { as, in: place = w } = {}) => (await place.run('agent_run.create', data, as)).result.id,
    paused: (id, { in: { id: workspaceId } = w, withinMs = patienceMs } = {}) =>
      eventually(async () => {
        const run = await readAgentRun(store.store, workspaceId, id)
        return run && (run.endedAt !== null || run.waits.length > 0) && run
      }, withinMs),
    steps: (runId, { in: { id: workspaceId } = w } = {}) => listAgentSteps(store.store, { workspaceId, runId }),
    async close() {
      await host.stop()
      await model.close()
      await store.close()
    },
  }
}
