import { approval } from './approval.ts'
import { blank } from './blank.ts'
import { event } from './event.ts'
import { recurring } from './recurring.ts'
import { reminder } from './reminder.ts'
import { schedule } from './schedule.ts'
import { type Template, titleOf } from './template.ts'
import { webhook } from './webhook.ts'

/** What `playbook new --template` can begin with. */
export const templates = { event, blank, schedule, recurring, webhook, approval, reminder } as const satisfies Record<
  string,
  Template
>
export type TemplateName = keyof typeof templates

/** The files of a new playbook, by name. `runner`: what its tests run with. */
export function filesOf(name: TemplateName, id: string, runner: 'vitest' | 'node:test'): Record<string, string> {
  const template = templates[name]
  const title = titleOf(id)
  const test = `import { strict as assert } from 'node:assert'
import { fake, testRun } from '@orchestrator/sdk/testing'
import { test } from '${runner}'
import playbook from './playbook.ts'

${template.tests(id)}`
  const readme = `# ${title}

${template.readme(id)}

Say here for whom this is, what it needs (tags, webhooks, secrets) and what it does when something goes wrong.
`
  return { 'playbook.ts': template.playbook(id, title), 'playbook.test.ts': test, 'README.md': readme }
}
