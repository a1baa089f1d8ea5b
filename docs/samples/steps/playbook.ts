import { on, playbook, steps } from '@orchestrator/sdk'
import * as z from 'zod'

export default playbook({
  id: 'fingerprint',
  when: on.manual({ input: z.object({ path: z.string() }) }),
  steps: steps<typeof import('./steps.ts')>({ timeout: '2 minutes', attempts: 5 }),
  async run({ event, steps }) {
    const { sha256, bytes } = await steps.fingerprint(event.input.path)
    return { sha256, bytes }
  },
})
