import * as domain from '@orchestrator/domain'
import { TaskChanges } from '../../routes/tasks/changes-schema.ts'
import { example, ids, later, own, stamps } from './example.ts'

export const codeExamples = {
  TaskLink: example(domain.TaskLink, {
    id: own(20),
    taskId: ids.task,
    projectId: ids.project,
    kind: 'pull_request',
    url: 'https://github.com/acme/shop/pull/31',
    title: 'WEB-12: Write the release notes',
    provider: 'github',
    connectionId: ids.connection,
    externalId: '1296269/pulls/31',
    repositoryId: '1296269',
    repository: 'acme/shop',
    number: 31,
    branch: 'web-12-write-the-release-notes',
    base: 'main',
    sha: '7fd1a60b01f91b314f59955a4e4d4e80d8edf11d',
    state: 'open',
    review: 'approved',
    checks: 'passing',
    completes: true,
    wanted: null,
    error: null,
    theirsUpdatedAt: later,
    ...stamps,
  }),
  ChangedFile: example(domain.ChangedFile, {
    path: 'docs/login.md',
    change: 'write',
    encoding: 'utf-8',
    executable: false,
    size: 9,
  }),
  ChangeSet: example(domain.ChangeSet, {
    id: own(21),
    taskId: ids.task,
    projectId: ids.project,
    files: [{ path: 'docs/login.md', change: 'write', encoding: 'utf-8', executable: false, size: 9 }],
    ...stamps,
  }),
  TaskChanges: example(TaskChanges, {
    taskId: ids.task,
    version: 1,
    files: [
      { path: 'docs/login.md', change: 'write', encoding: 'utf-8', executable: false, size: 9, content: '# Log in\n' },
    ],
  }),
  CodeMoves: example(domain.CodeMoves, domain.defaultCodeMoves),
}
