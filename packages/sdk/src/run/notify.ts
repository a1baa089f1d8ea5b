import type { Role } from '../generated/entities.ts'
import type { Reference } from './resources.ts'

/** What somebody is told: a title, or more. */
export type Message =
  | string
  | {
      readonly title: string
      /** Markdown. */
      readonly body?: string
      /** An address to go on from. */
      readonly link?: string
    }

/** Tells members something, in their inbox and as they wish by e-mail. */
export interface Notify {
  user(member: Reference, message: Message): Promise<void>
  /** Nobody is told of a task that nobody has. */
  assignee(task: Reference, message: Message): Promise<void>
  lead(project: Reference, message: Message): Promise<void>
  /** Whoever has a role in the project, and its lead. */
  project(project: Reference, message: Message): Promise<void>
  /** Whoever has just this role in the workspace. */
  role(role: Role, message: Message): Promise<void>
}
