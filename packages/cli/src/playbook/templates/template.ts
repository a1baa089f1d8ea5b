/** What a new playbook is made of. */
export interface Template {
  /** For the list of templates. */
  readonly summary: string
  playbook(id: string, title: string): string
  /** The bodies of its tests; `test`, `assert`, `fake`, `testRun` and the playbook are there. */
  tests(id: string): string
  /** What it does, for the README. */
  readme(id: string): string
}

export const titleOf = (id: string): string => id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())
