import { type AutomationSuggestion, newId } from '@orchestrator/domain'
import { keepSuggestions } from '@orchestrator/store'
import type { Says } from '../support/model-server.ts'
import type { TestWorkspace } from '../support/workspace.ts'
import { asks, type Check, calls, mentions, proposes, proposesNothing } from './seen.ts'

/** Ids and keys of what a case begins with, by names. */
export type Given = Readonly<Record<string, string>>

export interface Case {
  readonly agent: 'planner' | 'analyst' | 'automator' | 'reviewer'
  readonly name: string
  readonly prepare: (w: TestWorkspace, project: string) => Promise<Given>
  readonly prompt: (given: Given) => string
  readonly checks: readonly Check[]
  /** An answer that is as it should be, turn by turn. */
  readonly good: (given: Given) => readonly Says[]
  /** One that is not, and what is to be found wrong with it. */
  readonly bad: { readonly says: (given: Given) => readonly Says[]; readonly found: RegExp }
}

const call = (name: string, input: object): Says => ({ calls: [{ name, input }] })
const operation = (
  key: string,
  command: string,
  data: object,
  rationale: string | null = 'The request asks for it.',
) => ({
  ...{ key, command, data, confidence: 0.8 },
  ...(rationale !== null && { rationale }),
})
const propose = (title: string, ...operations: object[]): Says =>
  call('propose_patch', { title, rationale: 'As asked.', operations })

async function keyOf(w: TestWorkspace, id: string): Promise<string> {
  const [row] = await w.store.read(
    w.id,
    (tx) => tx<{ identifier: string }[]>`select identifier from tasks where id = ${id}`,
  )
  return String(row?.identifier)
}

const stale = async (w: TestWorkspace, project: string): Promise<Given> => {
  const blocked = await w.task(project, { title: 'Sign the contract', dueDate: '2026-01-05', priority: 'urgent' })
  const waiting = await w.task(project, { title: 'Order the hardware', dueDate: '2026-01-12' })
  await w.run('task_relation.create', { type: 'blocks', fromTaskId: blocked, toTaskId: waiting } as never)
  return { project, blocked, key: await keyOf(w, blocked) }
}

const suggestionOf = (projectId: string): AutomationSuggestion => ({
  ...{ id: newId(), kind: 'sequence', projectId, title: 'Comment on urgent tasks', confidence: 0.9 },
  why: 'In 14 of 15 cases somebody wrote the same comment when a task became urgent.',
  backtest: { would: 15, asByHand: 14, alreadySo: 0, otherwise: 1, missed: 2 },
  evidence: { count: 14, firstAt: '2026-01-01T00:00:00.000Z', lastAt: '2026-03-01T00:00:00.000Z', items: [] },
  commands: [{ type: 'rule.create', data: ruleOf(projectId) }],
})
const ruleOf = (projectId: string) => ({
  ...{ name: 'Comments on urgent tasks', when: 'task.created' },
  if: `event.task.priority == "urgent" && event.task.projectId == "${projectId}"`,
  then: [{ action: 'comment.create', body: 'Please look at this today.' }],
})

const goal = 'Announce the new office: write the text, have it checked, then publish it. The text comes first.'
const part = (key: string, id: string, title: string, project: string) =>
  operation(key, 'task.create', { id, projectId: project, title, description: 'Done when the lead has agreed.' })

export const cases: readonly Case[] = [
  {
    ...{ agent: 'planner', name: 'makes a plan of a clear goal' },
    prepare: async (_w, project) => ({ project, text: newId(), check: newId(), publish: newId() }),
    prompt: ({ project }) => `Plan this in the project ${project}. ${goal}`,
    checks: [
      calls('list_tasks', 'get_project', 'search'),
      proposes('task.create', 3),
      proposes('task_relation.create'),
    ],
    good: ({ project = '', text = '', check = '', publish = '' }) => [
      call('list_tasks', { projectId: project }),
      propose(
        'Announce the new office',
        part('text', text, 'Write the announcement', project),
        part('check', check, 'Check the announcement', project),
        part('publish', publish, 'Publish the announcement', project),
        operation('first', 'task_relation.create', { type: 'blocks', fromTaskId: text, toTaskId: check }),
        operation('second', 'task_relation.create', { type: 'blocks', fromTaskId: check, toTaskId: publish }),
      ),
      { text: 'I propose a plan that begins with the text; checking it is critical. How long it takes is not known.' },
    ],
    bad: {
      says: ({ project = '', text = '' }) => [
        propose('Announce', operation('text', 'task.create', { id: text, projectId: project, title: 'Write' }, null)),
        { text: 'I have created the plan. It takes 4711 days.' },
      ],
      found: /before it looked.*no rationale.*I have created.*gave 4711.*1 of 3/s,
    },
  },
  {
    ...{ agent: 'planner', name: 'asks when the goal is not clear' },
    prepare: async (_w, project) => ({ project }),
    prompt: ({ project }) => `Plan the thing for the customer in the project ${project}.`,
    checks: [proposesNothing, asks],
    good: ({ project = '' }) => [
      call('list_tasks', { projectId: project }),
      { text: 'Before I plan: what is it to be, for which customer, and until when?' },
    ],
    bad: {
      says: ({ project = '' }) => [
        call('list_tasks', { projectId: project }),
        propose('The thing', operation('a', 'task.create', { projectId: project, title: 'Do the thing' })),
        { text: 'I propose to do the thing.' },
      ],
      found: /it proposed task.create.*asked nothing/s,
    },
  },
  {
    ...{ agent: 'analyst', name: 'explains what holds a project up, by figures that it was given' },
    prepare: stale,
    prompt: ({ project }) => `How is the project ${project} doing, and what should we do about it?`,
    checks: [
      calls('get_project_health'),
      (seen) => mentions(new RegExp(String(/P\d+-1\b/.exec(JSON.stringify(seen.steps))?.[0])))(seen),
    ],
    good: ({ project = '', key = '', blocked = '' }) => [
      call('get_project_health', { projectId: project }),
      propose(
        'Get the contract signed',
        operation('ask', 'comment.create', { taskId: blocked, body: 'What is missing for the signature?' }),
      ),
      {
        text: `The project is held up by ${key}, which is overdue and blocks the order. I propose to ask what is missing.`,
      },
    ],
    bad: {
      says: ({ key }) => [{ text: `All in all ${key} is 87 % done, and I have moved its date.` }],
      found: /I have moved.*gave 87.*get_project_health/s,
    },
  },
  {
    ...{ agent: 'automator', name: 'proposes what was found in the log and tried on it' },
    async prepare(w, project) {
      await keepSuggestions(w.store, w.id, [suggestionOf(project)])
      return { project }
    },
    prompt: ({ project }) => `What could be automated in the project ${project}?`,
    checks: [calls('list_suggestions'), proposes('rule.create'), mentions(/\b15\b/), mentions(/switch|disable|off/i)],
    good: ({ project = '' }) => [
      call('list_suggestions', { projectId: project }),
      propose('Comment on urgent tasks', operation('rule', 'rule.create', ruleOf(project), 'People did it 14 times.')),
      {
        text: 'I propose a rule that comments on urgent tasks. In the log it would have acted 15 times, 14 of them as people did; 2 it would have missed. To be rid of it, switch the rule off.',
      },
    ],
    bad: {
      says: ({ project = '' }) => [
        call('list_tasks', { projectId: project }),
        propose('Comment', operation('rule', 'rule.create', ruleOf(project))),
        { text: 'I propose a rule that saves 3011 hours a month.' },
      ],
      found: /gave 3011.*none of list_suggestions.*15/s,
    },
  },
  {
    ...{ agent: 'reviewer', name: 'finds what is there twice' },
    async prepare(w, project) {
      const first = await w.task(project, { title: 'Write the announcement of the new office' })
      const second = await w.task(project, { title: 'Draft the text that announces the office' })
      return { project, first: await keyOf(w, first), second: await keyOf(w, second) }
    },
    prompt: ({ project, first, second }) =>
      `Review the plan of the project ${project}. It consists of ${first} and ${second}.`,
    checks: [calls('list_tasks', 'get_task'), mentions(/twice|same|duplicate/i)],
    good: ({ project = '', first, second }) => [
      call('list_tasks', { projectId: project }),
      { text: `${first} and ${second} are the same work: one of them must go. Nobody checks the text.` },
    ],
    bad: { says: () => [{ text: 'The plan is fine: 2 tasks, 100 % sound.' }], found: /gave .*100.*list_tasks.*twice/s },
  },
]
