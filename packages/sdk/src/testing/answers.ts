import { type Duration, toMilliseconds } from '../duration.ts'
import type { Approval } from '../generated/entities.ts'
import type { Json } from '../json.ts'
import type { VirtualClock } from './clock.ts'
import { fakeId } from './fake.ts'
import type { World } from './world.ts'

/** What somebody answers when the run asks. */
export interface TestAnswer {
  /** What the run's `ask` describes; without a schema `{ approved: true }` or the like. */
  readonly answer: { readonly [field: string]: Json }
  /** How long after it was asked. Default: at once. */
  readonly after?: Duration
  /** The member who answers. Default: one of those who may. */
  readonly by?: string
}

/** One for each approval, in the order in which they are asked for, or a function that is asked; null: nobody answers. */
export type TestAnswers =
  | readonly (TestAnswer | readonly TestAnswer[] | null)[]
  | ((approval: Approval) => TestAnswer | readonly TestAnswer[] | null)

/** Everything that happens to approvals of a test by itself: answers of the test, reminders, and the end of their time. */
export class ApprovalClock {
  #asked = 0
  readonly #clock: VirtualClock
  readonly #world: () => World
  readonly #answers: TestAnswers

  constructor(clock: VirtualClock, world: () => World, answers: TestAnswers = []) {
    this.#clock = clock
    this.#world = world
    this.#answers = answers
  }

  requested(approval: Approval): void {
    const given =
      typeof this.#answers === 'function' ? this.#answers(structuredClone(approval)) : this.#answers[this.#asked]
    this.#asked++
    const answers = given === null || given === undefined ? [] : [given].flat()
    for (const { answer, after = 0, by } of answers) {
      this.#clock.after(toMilliseconds(after, 'testRun: answers: after'), () =>
        this.#act('approval.answer', approval.id, by ?? this.#approver(approval), { answer }),
      )
    }
    if (approval.expiresAt !== null) this.#at(approval.expiresAt, () => this.#act('approval.expire', approval.id))
    this.#remind(approval)
  }

  #remind({ id, nextReminderAt }: Approval): void {
    if (nextReminderAt === null) return
    this.#at(nextReminderAt, () => {
      this.#act('approval.remind', id)
      this.#remind(this.#find(id))
    })
  }

  /** What comes after the end has no effect, as on the server; what is refused for another reason fails the test. */
  #act(type: string, id: string, by?: string, data: { readonly answer?: TestAnswer['answer'] } = {}): void {
    if (this.#find(id).status === 'pending') this.#world().act({ type, data: { id, ...data } }, by)
  }

  #find = (id: string) => this.#world().rows('approval').get(id) as unknown as Approval

  #at(instant: string, run: () => void): void {
    this.#clock.after(Date.parse(instant) - this.#clock.now, run)
  }

  #approver({ from, taskId, projectId, answers }: Approval): string {
    const world = this.#world()
    const assignee = from.assignee && taskId !== null ? world.rows('task').get(taskId)?.['assigneeId'] : null
    const lead = from.lead && projectId !== null ? world.rows('project').get(projectId)?.['leadId'] : null
    const answered = answers.map(({ memberId }) => memberId)
    const named = [...from.memberIds, assignee, lead].filter((id) => typeof id === 'string' && !answered.includes(id))
    // Everybody has every role in a test.
    return (named[0] as string | undefined) ?? fakeId()
  }
}
