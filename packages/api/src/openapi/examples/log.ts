import { Problem } from '../../problem/problem.ts'
import { Event } from '../../schemas/event.ts'
import { example, ids, later, own } from './example.ts'

export const logExamples = {
  Event: example(Event, {
    id: ids.event,
    workspaceId: ids.workspace,
    seq: 42,
    type: 'task.updated',
    subject: { type: 'task', id: ids.task },
    projectId: ids.project,
    actor: { type: 'api_key', id: ids.apiKey, memberId: ids.member },
    commandId: own(8),
    causationId: null,
    correlationId: ids.event,
    depth: 0,
    occurredAt: later,
    changes: { dueDate: { before: null, after: '2026-03-06' } },
  }),
  Problem: example(Problem, {
    type: 'urn:orchestrator:problem:invalid_input',
    title: 'The input is not valid',
    status: 400,
    detail: 'the body is not valid: priority: one of none, low, medium, high, urgent; did you mean high?',
    code: 'invalid_input',
    errors: [
      {
        path: 'priority',
        expected: 'one of none, low, medium, high, urgent; did you mean high?',
        code: 'invalid_value',
      },
    ],
    requestId: own(9),
  }),
}
