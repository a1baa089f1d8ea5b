import type { Logger } from 'pino'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { playbookVersion } from '../../temporal/names.ts'

interface InForce {
  readonly workspaceId: string
  readonly hash: string
}

/**
 * Shows in Temporal's UI which bundle is in force. Nothing depends on it (each run is pinned to its bundle), and the server takes most of a second
 * to know a new version: what it refuses is shown in a later round.
 */
export function createCurrentVersions({ connection, namespace }: TemporalConnection, logger: Logger) {
  const shown = new Map<string, string>()

  async function show({ workspaceId, hash }: InForce): Promise<void> {
    const { deploymentName, buildId } = playbookVersion(workspaceId, hash)
    try {
      await connection.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName,
        buildId,
        ignoreMissingTaskQueues: true,
        identity: 'orchestrator',
      })
      shown.set(workspaceId, hash)
    } catch (error) {
      logger.debug({ err: error, bundle: hash.slice(0, 12) }, 'Temporal does not show the bundle as current yet')
    }
  }
  return {
    show: async (bundles: readonly InForce[]): Promise<void> => {
      const ofEach = new Map(bundles.map((bundle) => [bundle.workspaceId, bundle]))
      await Promise.all(
        [...ofEach.values()].filter(({ workspaceId, hash }) => shown.get(workspaceId) !== hash).map(show),
      )
    },
  }
}
