import type { Actor } from '@orchestrator/domain'
import { OrchestratorError } from '../errors.ts'
import type { PatchProposeInput } from '../generated/commands.ts'
import type { AgentRunWait, Patch } from '../generated/entities.ts'
import type { Json, JsonObject } from '../json.ts'
import { plainJson } from '../runtime/plain-json.ts'
import type { CommandReply } from '../runtime/port.ts'
import type { World } from './world.ts'

interface OpenCall {
  readonly wait: AgentRunWait
  readonly resolve: (output: Json) => void
  readonly reject: (error: Error) => void
}

/** What an agent's run says of itself in a test, by the commands that it says it with on the server. */
export class StagedRun {
  readonly #id: string
  readonly #world: World
  readonly #open = new Map<number, OpenCall>()
  readonly #patchIds: string[] = []
  #steps = 0

  constructor(id: string, world: World) {
    this.#id = id
    this.#world = world
  }

  async play(work: () => Promise<unknown>): Promise<void> {
    try {
      const output = plainJson(await work(), 'the answer of the agent') ?? null
      this.#end({ status: 'completed', output })
    } catch (error) {
      const code = error instanceof OrchestratorError ? error.code : 'internal'
      const message = error instanceof Error ? error.message : String(error)
      this.#end({ status: 'failed', error: { code, message } })
    }
  }

  async call(tool: string, input: object): Promise<Json> {
    const step = this.#steps++
    const wait = { step, kind: 'caller' as const, tool, input: plainJson(input, tool), approvalId: null }
    const answer = new Promise<Json>((resolve, reject) => this.#open.set(step, { wait, resolve, reject }))
    this.#tell()
    try {
      return await answer
    } finally {
      this.#tell()
    }
  }

  answered(step: number): void {
    const call = this.#open.get(step)
    const { callerAnswers } = this.#world.rows('agent_run').get(this.#id) as unknown as {
      readonly callerAnswers: readonly { readonly step: number; readonly output: Json; readonly error: string | null }[]
    }
    const answer = callerAnswers.find((one) => one.step === step)
    this.#open.delete(step)
    if (answer?.error) call?.reject(new Error(answer.error))
    else call?.resolve(structuredClone(answer?.output ?? null))
  }

  propose(patch: PatchProposeInput): Patch {
    const { id, entity } = this.#act('patch.propose', plainJson(patch, 'propose') as JsonObject)
    this.#patchIds.push(id)
    return entity as unknown as Patch
  }

  #tell(): void {
    const waits = [...this.#open.values()].map(({ wait }) => wait)
    this.#act('agent_run.wait', { id: this.#id, waits: waits as unknown as Json })
  }

  #end(how: JsonObject): void {
    const usage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: '0' }
    this.#act('agent_run.end', { id: this.#id, ...how, usage, patchIds: this.#patchIds })
  }

  #act(type: string, data: JsonObject): CommandReply {
    const { startedBy } = this.#world.rows('agent_run').get(this.#id) as unknown as { readonly startedBy: Actor }
    return this.#world.actAs({ type: 'agent_run', id: this.#id, memberId: startedBy.memberId }, { type, data })
  }
}
