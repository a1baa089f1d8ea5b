import type { AgentRunCreateInput } from '../generated/commands.ts'
import type { AgentRunSummary } from '../generated/entities.ts'
import type { RunEvent } from '../runtime/port.ts'
import type { TestAgents } from './agents.ts'
import { StagedRun } from './staged-run.ts'
import type { World } from './world.ts'

/** Waits for the run itself: meanwhile a function of the test is not at work, and the clock may go on. */
export type Idle = <T>(waiting: Promise<T>) => Promise<T>
type RunOfTest = <T>(call: (idle: Idle) => T) => Promise<Awaited<T>>

/** Everything that agents do in a test. */
export class AgentStage {
  readonly #world: () => World
  readonly #run: RunOfTest
  readonly #agents: TestAgents
  readonly #runs = new Map<string, StagedRun>()

  constructor(world: () => World, run: RunOfTest, agents: TestAgents = {}) {
    this.#world = world
    this.#run = run
    this.#agents = agents
  }

  /** @throws Error when the test has nobody to stand in */
  check({ agent, definition }: AgentRunCreateInput): void {
    const name = agent ?? definition?.name ?? ''
    if (!Object.hasOwn(this.#agents, name))
      throw new Error(`agents.run: the test has no agent ${name}; give testRun \`agents: { '${name}': … }\``)
  }

  /** Begins a run that was asked for. It goes on beside the playbook, which carries its tools out. */
  begin({ prompt, definition }: AgentRunCreateInput, { id, agent, projectId, taskId }: AgentRunSummary): void {
    const play = this.#agents[agent]
    if (!play) return
    const run = new StagedRun(id, this.#world())
    this.#runs.set(id, run)
    void run.play(() =>
      this.#run((idle) =>
        play({
          ...{ id, prompt, projectId, taskId, definition: definition ?? null },
          call: (tool, input) => idle(run.call(tool, input)),
          propose: (patch) => run.propose(patch),
        }),
      ),
    )
  }

  /** Something happened: maybe a call was answered. */
  appended(event: RunEvent): void {
    if (event.type !== 'agent_run.answered') return
    const { id } = event['agentRun'] as AgentRunSummary
    this.#runs.get(id)?.answered(Number(event['step']))
  }
}
