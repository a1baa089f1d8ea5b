import { TimeoutFailure } from '@temporalio/workflow'
import { expect, test } from 'vitest'
import { fromActivity } from './playbook-errors.ts'

test('of a request whose process ended it is said what is known, of a step that it took too long', () => {
  const timeout = new TimeoutFailure('activity StartToClose timeout', undefined, 'START_TO_CLOSE')
  expect(fromActivity(timeout, { method: 'POST', url: 'https://example.com/pay' })).toMatchObject({
    name: 'HttpError',
    status: 0,
    message:
      'POST https://example.com/pay: the process ended while the request was under way; whether it arrived is not known',
  })
  expect(fromActivity(timeout)).toMatchObject({ name: 'TimeoutError' })
})
