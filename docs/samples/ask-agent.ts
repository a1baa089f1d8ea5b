import { setTimeout as pause } from 'node:timers/promises'
import { agent, tool } from '@orchestrator/sdk'
import { AgentError, createClient } from '@orchestrator/sdk/client'
import * as z from 'zod'

const client = createClient({
  url: process.env['ORCHESTRATOR_URL'] ?? 'http://127.0.0.1:4400',
  apiKey: process.env['ORCHESTRATOR_API_KEY'] ?? '',
})

// What the program knows and the agent does not.
const rooms = new Map([['2.14', 17]])
const roomTemperature = tool({
  name: 'room_temperature',
  description: 'How warm it is in a room, in °C.',
  input: z.object({ room: z.string() }),
  async run({ room }) {
    await pause(100)
    return { celsius: rooms.get(room) ?? null }
  },
})

const facility = agent({
  name: 'facility',
  description: 'Sees to it that nobody freezes.',
  instructions: 'Measure before you answer.',
  tools: [roomTemperature],
  output: z.object({ warmEnough: z.boolean(), reason: z.string() }),
})

try {
  const { output, usage } = await client.agents.run(
    facility,
    { prompt: 'Is it warm enough in 2.14?' },
    { signal: AbortSignal.timeout(120_000) },
  )
  console.log(output.warmEnough ? 'warm' : 'cold', '-', output.reason, usage.costUsd)
} catch (error) {
  if (!(error instanceof AgentError)) throw error
  console.log(`no answer: ${error.code}, see npx orchestrator agent run-show ${error.runId}`)
}
