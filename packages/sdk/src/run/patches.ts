import type { PatchProposeInput } from '../generated/commands.ts'
import type { Patch } from '../generated/entities.ts'

/** Changes that are proposed instead of made. */
export interface Patches {
  /**
   * Proposes changes to people, who accept, change or reject each of them; nothing is done until then. It takes the right to propose,
   * none to what is proposed.
   *
   * @returns the patch; the events `patch.reviewed`, `patch.applied` and others tell what becomes of it
   *
   * @example
   * ```ts
   * const patch = await patches.propose({
   *   title: 'Due before the fair',
   *   operations: [{ key: 'due', command: 'task.update', data: { id: task.id, dueDate: '2027-01-04' }, confidence: 0.9 }],
   * })
   * ```
   */
  propose(patch: PatchProposeInput): Promise<Patch>
}
