import type { Workload } from '../workload.ts'
import type { ActionMember } from './facts.ts'

/** How many open tasks of the project each member would have, once the actions so far were accepted. */
export class WorkBalance {
  private readonly members: readonly ActionMember[]
  private readonly open: Map<string, number>

  /** @param loads as the report has them; who has none in it has no open task */
  constructor(members: readonly ActionMember[], loads: readonly Workload[]) {
    const counted = new Map(loads.map(({ memberId, open }) => [memberId, open.tasks]))
    this.members = members.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    this.open = new Map(members.map(({ id }) => [id, counted.get(id) ?? 0]))
  }

  openOf(memberId: string): number {
    return this.open.get(memberId) ?? 0
  }

  /** Of members with equally few the one with the least id. */
  leastLoaded(): ActionMember | undefined {
    return this.members.reduce<ActionMember | undefined>(
      (least, one) => (!least || this.openOf(one.id) < this.openOf(least.id) ? one : least),
      undefined,
    )
  }

  give(to: string, from?: string): void {
    this.open.set(to, this.openOf(to) + 1)
    if (from !== undefined) this.open.set(from, this.openOf(from) - 1)
  }
}
