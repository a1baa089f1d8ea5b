import { AppError } from '@orchestrator/domain'
import { explainHeld, getRun as queryRun } from '@orchestrator/store'
import { visibleEvents } from '../../agents/visible-runs.ts'
import { hiddenTypesFor } from '../../events/visibility.ts'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { RunDetail } from '../../schemas/run.ts'
import { presentRunDetail } from './present.ts'
import { visibleInput } from './visible-input.ts'

export const getRun = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}',
  operationId: 'getRun',
  tag: 'Runs',
  summary: 'Get a run: why it started, its steps, and what each step changed',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The run', schema: RunDetail },
  problems: [404],
  async handle({ api, c, identity, workspaceId, params }) {
    const { detail, held } = await read(api, workspaceId, async (tx) => {
      const found = await queryRun(tx, workspaceId, params.id)
      return { detail: found, held: await explainHeld(tx, workspaceId, found ? [found.run] : []) }
    })
    if (!detail) throw new AppError('not_found', `there is no run ${params.id}`)
    const hidden = new Set(hiddenTypesFor(identity))
    const steps = detail.steps.map((step) => ({
      ...step,
      input: visibleInput(step, identity),
      commands: step.commands.map(({ events, ...command }) => ({
        ...command,
        events: events.filter(({ type }) => !hidden.has(type)),
      })),
    }))
    const shown = detail.event !== null && !hidden.has(detail.event.type) ? [detail.event] : []
    const [event = null] = await visibleEvents({ api, identity }, shown)
    const visible = { ...detail, event, steps }
    return c.json(presentRunDetail(visible, api.config, held))
  },
})
