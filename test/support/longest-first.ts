import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those that take minutes: begun last, each would run alone while the other processor has nothing to do. */
const longest = [
  'test/tutorial/lessons.test.ts',
  'test/durability/deploy.test.ts',
  'test/durability/schedules.test.ts',
  'test/playbooks/superseded.test.ts',
  'test/durability/actions.test.ts',
  'test/durability/stepped-rules.test.ts',
  'test/up.test.ts',
  'test/playbooks/hostile.test.ts',
  'test/durability/outgoing.test.ts',
  'test/durability/unflushed.test.ts',
  'test/playbooks/worker.test.ts',
  'test/durability/poison.test.ts',
  'packages/worker/src/relay/slow-lane.test.ts',
  'packages/worker/src/schedules/schedules.test.ts',
  'packages/cli/src/stack/start-stack.test.ts',
  'packages/cli/src/playbook/make-playbook.test.ts',
  'packages/cli/src/connector/make-connector.test.ts',
]

/** Begins with the longest files; a fresh checkout does not know yet how long each takes. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(name))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
