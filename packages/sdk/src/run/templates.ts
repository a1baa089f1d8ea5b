import type { TemplateApplyInput } from '../generated/commands.ts'
import type { TemplateApplication } from '../generated/entities.ts'
import type { Reference } from './resources.ts'

/** Templates of the workspace, with the rights of the playbook. */
export interface Templates {
  /**
   * Makes all that a template describes, or nothing.
   *
   * @param template its name, its id, or an object with one
   * @returns what was made: the ids of its tasks by their keys
   *
   * @example
   * ```ts
   * const made = await templates.apply('Launch', { project: { key: 'ACME' }, variables: { client: 'Acme' } })
   * ```
   */
  apply(template: Reference, input?: Omit<TemplateApplyInput, 'id' | 'template'>): Promise<TemplateApplication>
}
