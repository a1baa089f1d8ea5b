import { HttpError, on, playbook, steps } from '@orchestrator/sdk'

export default playbook({
  id: 'parity-outside',
  when: on('task.created', { if: (e) => e.task.title.eq('parity-outside') }),
  steps: steps<typeof import('./steps.ts')>({ timeout: '5 seconds', attempts: 1 }),
  async run({ event, http, steps }) {
    const base = event.task.description
    const { sha256 } = await steps.digest('hello')
    const nothing = await steps.nothing()
    let refused = ''
    try {
      await steps.refuse()
    } catch (error) {
      refused = String(error)
    }
    const got = await http.get(`${base}/got`, { query: { a: 1, b: 'x y' } })
    const posted = await http.post(`${base}/posted`, { json: { title: event.task.title } })
    const missing = await http.get(`${base}/missing`, { throwOnError: false })
    let failed: (string | number)[] = []
    try {
      await http.get(`${base}/missing`)
    } catch (error) {
      if (error instanceof HttpError) failed = [error.name, error.status, error.body]
    }
    return {
      sha256,
      nothing: nothing ?? null,
      refused,
      got: got.text,
      posted: posted.text,
      missing: missing.status,
      failed,
    }
  },
})
