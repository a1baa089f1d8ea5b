export interface ScheduleRef {
  readonly workspaceId: string
  readonly scheduleId: string
}

/** What the firing of a schedule asks of Node. Plain JSON in and out. */
export interface ScheduleActivities {
  /** Fires whatever is due, which is known by the database alone. */
  fireSchedule(input: ScheduleRef): Promise<{ fired: number }>
}
