import type { DefaultField, ItemType } from '../../connector/connector.ts'
import { standardFields } from './fields.ts'

const values = (pairs: readonly (readonly [theirs: string, ours: string])[]) =>
  pairs.map(([theirs, ours]) => ({ theirs, ours }))

/** Ids and names are those that Jira gives to a new site; a site that has others is mapped by hand. */
const issueDefaults: readonly DefaultField[] = [
  { theirs: 'summary', ours: 'title' },
  { theirs: 'description', ours: 'description' },
  {
    theirs: 'statusCategory',
    ours: 'status',
    values: values([
      ...([
        ['new', 'unstarted'],
        ['new', 'triage'],
        ['new', 'backlog'],
      ] as const),
      ...([
        ['indeterminate', 'started'],
        ['done', 'completed'],
        ['done', 'canceled'],
      ] as const),
    ]),
  },
  {
    theirs: 'issuetype',
    ours: 'type',
    values: values([
      ...([
        ['Task', 'task'],
        ['Task', 'chore'],
        ['Bug', 'bug'],
        ['Story', 'story'],
        ['Epic', 'epic'],
      ] as const),
      ...([
        ['Subtask', 'task'],
        ['Sub-task', 'task'],
      ] as const),
    ]),
  },
  {
    theirs: 'priority',
    ours: 'priority',
    values: values([
      ['1', 'urgent'],
      ['2', 'high'],
      ['3', 'medium'],
      ['4', 'low'],
      ['5', 'low'],
      ['3', 'none'],
    ]),
  },
  { theirs: 'labels', ours: 'tags' },
  { theirs: 'assignee', ours: 'assigneeId' },
  { theirs: 'parent', ours: 'parentId' },
  { theirs: 'links', ours: 'relations' },
  { theirs: 'duedate', ours: 'dueDate' },
  { theirs: 'originalEstimate', ours: 'estimatedMinutes' },
  { theirs: 'storyPoints', ours: 'estimatePoints' },
]

export const itemTypes: readonly ItemType[] = [
  {
    ...{ type: 'issue', name: 'Issue', entity: 'task', removes: true, restores: false },
    fields: standardFields.map(({ spec }) => spec),
    defaults: issueDefaults,
    writtenLast: ['status', 'statusCategory'],
  },
  {
    ...{ type: 'comment', name: 'Comment', entity: 'comment', removes: true, restores: false },
    fields: [{ key: 'body', name: 'Text', type: 'markdown' }],
    defaults: [{ theirs: 'body', ours: 'body' }],
  },
  {
    ...{ type: 'worklog', name: 'Worklog', entity: 'time_entry', removes: true, restores: false },
    fields: [
      { key: 'started', name: 'Started', type: 'text' },
      { key: 'ended', name: 'Ended', type: 'text' },
      { key: 'minutes', name: 'Minutes', type: 'number', readOnly: true },
      { key: 'comment', name: 'Description', type: 'markdown' },
      { key: 'author', name: 'Who', type: 'user', readOnly: true },
    ],
    defaults: [
      { theirs: 'started', ours: 'startedAt' },
      { theirs: 'ended', ours: 'endedAt' },
      { theirs: 'comment', ours: 'note' },
    ],
  },
]
