import { AppError, type Command, deriveId } from '@orchestrator/domain'
import type { ExternalEvent } from '@orchestrator/integrations'
import type { SlackApp } from './app.ts'
import { projectOfChannel } from './look.ts'

/** Rules and playbooks may start on it. Told under an id of its own, so what comes twice is told once. */
export async function tellAutomations(app: SlackApp, events: readonly ExternalEvent[]): Promise<void> {
  const { store, connection, principal, logger } = app
  for (const { id, type, occurredAt, containerId, data } of events) {
    const projectId = containerId === null ? null : await projectOfChannel(app, containerId)
    const payload = { ...data, occurredAt, containerId }
    const command = {
      ...{ id: deriveId(connection.id, 'event', id), type: 'connection.emit' },
      data: { id: connection.id, type, projectId, payload },
    }
    await store.execute(principal, [command as unknown as Command], { unasked: true }).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error
      logger.warn({ err: error, type, connectionId: connection.id }, 'an event of Slack could not be told')
    })
  }
}
