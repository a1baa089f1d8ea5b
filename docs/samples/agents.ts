import { AgentError, agent, on, playbook, tool } from '@orchestrator/sdk'
import * as z from 'zod'

const stockOf = tool({
  name: 'stock_of',
  description: 'How many pieces of an article are in the warehouse.',
  input: z.object({ article: z.string() }),
  run: async ({ article }, { http }) => (await http.get(`https://erp.example.com/stock/${article}`)).json(),
})

const buyer = agent({
  name: 'buyer',
  description: 'Knows what has to be bought, and when.',
  instructions: 'Look what the task needs and what there is. Propose what to buy, each as a task of its own.',
  tools: ['get_task', 'similar_tasks', stockOf],
  proposes: ['task.create'],
  consults: ['estimator'],
  output: z.object({ missing: z.array(z.string()), reason: z.string() }),
  budget: { usd: 0.5 },
})

export default playbook({
  id: 'buy-what-is-missing',
  when: on('task.created', { if: (e) => e.task.tags.has('assembly') }),
  async run({ event, agents, notify, comments }) {
    const { task } = event
    try {
      const { output, patchIds } = await agents.run(buyer, { prompt: 'What is missing?', taskId: task.id })
      if (patchIds.length > 0) await notify.lead(task.projectId, `To buy: ${output.missing.join(', ')}`)
    } catch (error) {
      if (!(error instanceof AgentError)) throw error
      await comments.create({ taskId: task.id, body: `Nobody has looked what is missing: ${error.message}` })
    }
  },
})
