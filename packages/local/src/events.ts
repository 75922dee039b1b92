/** What happened to a package version, as EventBridge would tell (codeartifact user guide, "CodeArtifact event format"). */
export interface VersionEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'CodeArtifact Package Version State Change';
  readonly source: 'aws.codeartifact';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: VersionEventDetail;
}

export interface VersionEventDetail {
  readonly domainName: string;
  readonly domainOwner: string;
  readonly repositoryName: string;
  readonly repositoryAdministrator: string;
  readonly packageFormat: string;
  readonly packageNamespace: string | null;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly packageVersionState: string;
  readonly packageVersionRevision: string;
  readonly changes: {
    readonly assetsAdded: number;
    readonly assetsRemoved: number;
    readonly assetsUpdated: number;
    readonly metadataUpdated: boolean;
    readonly statusChanged: boolean;
  };
  readonly operationType: 'Created' | 'Updated' | 'Deleted';
  readonly sequenceNumber: number;
  readonly eventDeduplicationId: string;
}

/** The newest events, oldest first, and whoever wants to hear of new ones. */
export interface EventLog {
  emit(event: VersionEvent): void;
  list(): readonly VersionEvent[];
  /** Returns what ends the subscription. */
  subscribe(listener: (event: VersionEvent) => void): () => void;
}

/** How many events are remembered; older ones are forgotten. */
const keptEvents = 10_000;

export function eventLog(): EventLog {
  const events: VersionEvent[] = [];
  const listeners = new Set<(event: VersionEvent) => void>();
  return {
    emit(event) {
      events.push(event);
      if (events.length > keptEvents) events.shift();
      for (const listener of listeners) listener(event);
    },
    list: () => events,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
