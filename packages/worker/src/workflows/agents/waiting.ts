import { agentRunLimits, charactersOf } from '@orchestrator/domain/agent-limits'
import { condition, defineSignal, patched, setHandler } from '@temporalio/workflow'
import type { AgentAnswer, AgentRunRef, AgentWait } from '../../activities/agent-contract.ts'
import { local } from './activities.ts'

/** An answer may be there, or the run is to be cancelled. It may come more than once: the table says what there is. */
export const wakeAgentRun = defineSignal('wake')

interface Open {
  readonly wait: AgentWait
  readonly answered: (answer: AgentAnswer) => void
  readonly failed: (error: unknown) => void
}

/** For what a run waits: of several conversations side by side, one list. */
export class Waiting {
  readonly #run: AgentRunRef
  readonly #open = new Map<number, Open>()
  /** How much input the calls that wait have, by their steps. */
  readonly #kept = new Map<number, number>()
  #changes = 0
  #woken = 0
  #looking = false
  /** Whether what is told is told one after the other; not in runs that began before that. */
  #inOrder: boolean | undefined
  /** Whether their number is bounded, and only what is asked keeps room; not in runs that began before that. */
  #isExact: boolean | undefined
  #telling: Promise<unknown> = Promise.resolve()
  #told = ''

  constructor(run: AgentRunRef) {
    this.#run = run
    setHandler(wakeAgentRun, () => {
      this.#woken++
    })
  }

  /**
   * Keeps room for the input of a call that is to wait for somebody.
   * @returns what its model is told when there is none
   */
  refusalOf(step: number, input: AgentWait['input']): string | null {
    const own = charactersOf(input)
    const { waits, waitInput, waitInputs } = agentRunLimits
    if (this.#kept.size >= waits && this.#exact())
      return 'too many calls wait at once; call again when some are answered'
    if (own > waitInput) return `payload_too_large: ${own} characters of input; at most ${waitInput}`
    const others = [...this.#kept.values()].reduce((sum, characters) => sum + characters, 0)
    if (own + others > waitInputs)
      return 'payload_too_large: calls with so much input do not wait at once; call again later'
    this.#kept.set(step, own)
    return null
  }

  /** Nobody is asked about it after all. */
  forget(step: number): void {
    if (this.#exact()) this.#kept.delete(step)
  }

  #exact = (): boolean => {
    this.#isExact ??= patched('what is not asked keeps no room')
    return this.#isExact
  }

  /** Until somebody has answered. */
  async answerTo(wait: AgentWait): Promise<AgentAnswer> {
    const answer = new Promise<AgentAnswer>((answered, failed) => this.#open.set(wait.step, { wait, answered, failed }))
    await this.#tell()
    // It may be answered already, as when a run begins anew: whoever looks has to look again.
    this.#woken++
    if (!this.#looking) void this.#look()
    return answer
  }

  /** One loop for all that is open: it ends with the last answer. */
  async #look(): Promise<void> {
    this.#looking = true
    try {
      while (this.#open.size > 0) {
        const seen = this.#woken
        const answers = await local.readAnswers({ run: this.#run, waits: this.#waits() })
        for (const [step, answer] of Object.entries(answers)) {
          this.#open.get(Number(step))?.answered(answer)
          this.#open.delete(Number(step))
          this.#kept.delete(Number(step))
        }
        if (Object.keys(answers).length > 0) await this.#tell()
        else await condition(() => this.#woken > seen)
      }
    } catch (error) {
      // The run is cancelled: nobody waits any longer.
      for (const { failed } of this.#open.values()) failed(error)
      this.#open.clear()
    } finally {
      this.#looking = false
    }
  }

  /** The last list has to be the last that is written: each is made when its turn comes. */
  #tell(): Promise<void> {
    this.#inOrder ??= patched('waits in order')
    if (!this.#inOrder) return this.#set(this.#waits())
    const telling = this.#telling.then(async () => {
      const waits = this.#waits()
      const told = waits.map(({ step }) => step).join()
      if (told !== this.#told) await this.#set(waits)
      this.#told = told
    })
    this.#telling = telling.catch(() => {})
    return telling
  }

  #set(waits: readonly AgentWait[]): Promise<void> {
    return local.setWaits({ run: this.#run, change: this.#changes++, waits })
  }

  #waits = (): AgentWait[] => [...this.#open.values()].map(({ wait }) => wait)
}
