import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { playbookVersion } from '../../temporal/names.ts'

/**
 * Shows a bundle as the current version in Temporal's UI. Nothing depends on it (each run is pinned to its bundle), so it happens beside the
 * work: the server takes most of a second to know a new version.
 */
export async function setCurrentVersion(temporal: TemporalConnection, hash: string, logger: Logger): Promise<void> {
  const { deploymentName, buildId } = playbookVersion(hash)
  for (let attempt = 0; attempt < 20; attempt++) {
    await pause(500 + attempt * 250)
    try {
      await temporal.connection.workflowService.setWorkerDeploymentCurrentVersion({
        namespace: temporal.namespace,
        deploymentName,
        buildId,
        ignoreMissingTaskQueues: true,
        identity: 'orchestrator',
      })
      return
    } catch (error) {
      if (attempt === 19)
        logger.warn({ err: error }, 'Temporal does not show the bundle as current; runs are not affected')
    }
  }
}
