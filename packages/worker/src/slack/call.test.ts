import { AppError } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { inWords } from './call.ts'

test('a refusal names people as Slack does, and calls nobody else', () => {
  expect(inWords(new AppError('not_found', '<@U0STRANGER> is no member here'))).toBe(
    'That did not work: <@U0STRANGER> is no member here.',
  )
  expect(inWords(new AppError('not_found', 'nobody here is called <!channel> & <https://x.example|you>'))).toBe(
    'That did not work: nobody here is called &lt;!channel&gt; &amp; &lt;https://x.example|you&gt;.',
  )
})
