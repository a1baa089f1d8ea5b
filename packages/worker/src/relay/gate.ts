import { dueFlows, type FlowRef, gateTurn, nextFlowWake, type Store, wakeUnwatchedFlows } from '@orchestrator/store'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'
import { type Loop, startLoop } from '../loop.ts'
import { tellOwner } from './tell-owner.ts'

export interface GateOptions {
  /** Logged in as the relay's own role. */
  readonly store: Store
  /** By which owners are told. */
  readonly app: Store
  readonly logger: Logger
  /** Runs of rules may begin. */
  readonly onRuleRuns: (workspaceId: string) => void
}

/** Finds what a lost notice would have told, and what another process left. */
const longestRest = 2_000
const restAfterFailure = 1_000
const sweepInterval = 30_000
const most = 200
const atOnce = 4
/** An automation at which another gate was is looked at again after so long. */
const retry = 20

/** Lets held runs go on when they may. Several processes may do so at once: each automation has one gate at a time. */
export class Gate {
  readonly #options: GateOptions
  #stopping = false
  #sweptAt = 0
  #loop: Loop | undefined
  #unlisten: () => Promise<void> = async () => {}

  constructor(options: GateOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#options.store.listen('orchestrator_flow', () => this.poke())
    this.#loop = startLoop('the gate of held runs', restAfterFailure, this.#options.logger, () => this.round())
  }

  /** Something may go on. */
  poke(): void {
    this.#loop?.wake()
  }

  /** Ends after the turns under way. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#loop?.stop()
    await this.#unlisten().catch(() => {})
  }

  /** Looks at all automations that are due. @returns after how many milliseconds it is to look again */
  async round(): Promise<number> {
    const { store, logger } = this.#options
    if (Date.now() - this.#sweptAt > sweepInterval) {
      await wakeUnwatchedFlows(store)
      this.#sweptAt = Date.now()
    }
    const due = await dueFlows(store, most)
    let taken = false
    let playbooks = false
    let rules = false
    await eachAtOnce([...due], atOnce, async (ref) => {
      if (this.#stopping) return
      try {
        const turn = await this.#turn(ref)
        taken ||= turn === null
        playbooks ||= turn?.kind === 'playbook' && turn.admitted > 0
        if (turn?.kind === 'rule' && turn.admitted > 0) {
          rules = true
          this.#options.onRuleRuns(ref.workspaceId)
        }
      } catch (error) {
        // One that fails keeps no other waiting; its mark is still there.
        logger.error({ err: error, ...ref }, 'the held runs of an automation could not be looked at; it is tried again')
        taken = true
      }
    })
    // Some rules have a workflow of their own, as playbooks do, or are advanced.
    if (rules || playbooks) store.announce('orchestrator_runs')
    if (taken) return retry
    const next = await nextFlowWake(store)
    return next === null ? longestRest : Math.min(Math.max(Date.parse(next) - Date.now(), 0), longestRest)
  }

  async #turn(ref: FlowRef) {
    const turn = await gateTurn(this.#options.store, ref)
    if (turn?.tooMany) {
      const { tooMany } = turn
      const reason = `it has started as many runs within a minute as it may; from event ${tooMany.eventSeq} on they are held and go on later`
      await tellOwner(this.#options, ref.workspaceId, tooMany, { cause: 'rate', heldSeq: tooMany.eventSeq, reason })
    }
    return turn
  }
}
