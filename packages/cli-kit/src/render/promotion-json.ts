import type {
  CodedError,
  Method,
  MeterReading,
  Origin,
  PromotionRequest,
  PromotionResult,
  SetDigest,
} from '@buildset/core';

/** The `--json` answer of `promote`: schemas/promotion.schema.json. `plan` is what a dry run foresees. */
export function promotionJson(result: PromotionResult, plan?: object): object {
  const {
    assets,
    bytesTransferred,
    calls,
    from,
    hold,
    id,
    method,
    outcome,
    reason,
    removed,
    route,
    set,
    tags,
    to,
    warnings,
    writes,
  } = result;
  return {
    schemaVersion: 1,
    promotion: {
      id: id ?? null,
      outcome,
      method,
      ...(route === undefined ? {} : { route }),
      from,
      to,
      set: set === undefined ? null : setJson(set),
      assets: assets.map(({ name, path, size, sha256, outcome: what }) => ({
        name,
        ...(path === undefined ? {} : { path }),
        size,
        sha256,
        outcome: what,
      })),
      calls,
      bytesTransferred,
      writes,
      ...(reason === undefined ? {} : { reason: { code: reason.code, message: reason.message } }),
      ...(plan === undefined ? {} : { plan }),
      ...(hold === undefined ? {} : { hold: { action: hold.action, set: hold.set } }),
      ...(removed.length === 0 ? {} : { removed: removed.map(removedJson) }),
      ...(tags === undefined ? {} : { tags: tags.map(({ from: was, tag }) => ({ tag, from: was ?? null })) }),
      ...(warnings.length === 0 ? {} : { warnings }),
    },
  };
}

function removedJson({ integrity, name, path, sha256, size }: PromotionResult['removed'][number]): object {
  return {
    name,
    ...(path === undefined ? {} : { path }),
    size,
    sha256,
    ...(integrity === undefined ? {} : { integrity }),
  };
}

/** What was known when a promotion failed. */
export interface FailedPromotion {
  readonly request: PromotionRequest;
  readonly error: CodedError;
  readonly method: Method | undefined;
  readonly set: { readonly digest: SetDigest; readonly builds: readonly string[] } | undefined;
  readonly meter: MeterReading;
}

/** The `--json` answer of a promotion that failed on the way; what it did to single assets is not known. */
export function failedPromotionJson({ error, meter, method, request, set }: FailedPromotion): object {
  return {
    schemaVersion: 1,
    promotion: {
      id: null,
      outcome: 'failed',
      method: method ?? 'none',
      from: request.from,
      to: request.to,
      set: set === undefined ? null : setJson({ ...set, ref: request.ref }),
      assets: [],
      calls: meter.calls,
      bytesTransferred: meter.bytesTransferred,
      writes: meter.writes,
      reason: { code: error.code, message: error.message },
    },
  };
}

interface ToldSet {
  readonly digest: SetDigest;
  readonly ref: PromotionRequest['ref'];
  readonly builds: readonly string[];
  readonly origin?: Origin;
}

function setJson({ builds, digest, origin, ref }: ToldSet): object {
  const { format, name, namespace, version } = ref;
  return {
    digest,
    format,
    namespace: namespace ?? null,
    package: name,
    version,
    builds,
    ...(origin ? { origin } : {}),
  };
}
