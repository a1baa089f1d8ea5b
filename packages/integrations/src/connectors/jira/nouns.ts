import type { Nouns } from '../../connector/asked-in-words.ts'

/** How people call what Jira's paths are about. */
export const nouns: Nouns = {
  ...{ rest: null, api: null, '3': null, '2': null, agile: null, '1.0': null, list: null, bulkfetch: null, jql: null },
  assignable: null,
  ...{ issue: 'issue', comment: 'comment', project: 'project', user: 'user', field: 'field', sprint: 'sprint' },
  ...{
    webhook: 'webhook',
    board: 'board',
    transitions: 'transition',
    issueLink: 'link',
    issueLinkType: 'type of link',
  },
  worklog: { one: 'work log', all: 'the work logs' },
  priority: { one: 'priority', all: 'the priorities' },
  status: { one: 'status', all: 'the statuses' },
  search: { one: 'search', all: 'the search' },
  myself: { one: 'account', all: 'the account' },
  createmeta: { one: 'what can be made in', all: 'what can be made' },
}
