"""The main flows of CodeArtifact through boto3. Prints one JSON object: what each flow came to."""

import hashlib
import json
import sys
from datetime import datetime, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, other_key, other_secret = sys.argv[1:4]
retries = Config(retries={"max_attempts": 1})
client = boto3.client("codeartifact", endpoint_url=endpoint, config=retries)
denied = boto3.client(
    "codeartifact",
    endpoint_url=endpoint,
    aws_access_key_id=other_key,
    aws_secret_access_key=other_secret,
    config=retries,
)
DEV = {"domain": "abc", "repository": "dev"}
PACKAGE = {"format": "generic", "namespace": "ns", "package": "tools"}
SEEN = {}


def publish(version, asset, content, **more):
    digest = hashlib.sha256(content).hexdigest()
    return client.publish_package_version(
        **DEV, **PACKAGE, packageVersion=version, assetName=asset, assetContent=content, assetSHA256=digest, **more
    )


def refused(name, call, by=client, **arguments):
    """The error's code, and whether the client's class of that name catches it."""
    try:
        call(**arguments)
    except getattr(by.exceptions, name) as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        keys = sorted(key for key in error.response if key in ("resourceId", "resourceType", "reason"))
        return [error.response["Error"]["Code"], status, keys]
    except ClientError as error:
        return ["not of the class", error.response["Error"]["Code"]]
    return ["not refused"]


domain = client.create_domain(domain="abc", tags=[{"key": "team", "value": "x"}])["domain"]
SEEN["domain"] = [domain["name"], domain["status"], abs((datetime.now(timezone.utc) - domain["createdTime"]).total_seconds()) < 3600]
client.create_repository(**DEV)
client.create_repository(domain="abc", repository="prod", upstreams=[])

for number in range(25):
    publish(f"1.{number}", "a.bin", b"content %d" % number)
large = bytes(range(256)) * 20_000
SEEN["unfinished"] = publish("2.0", "large.bin", large, unfinished=True)["status"]
SEEN["finished"] = publish("2.0", "more.bin", b"more")["status"]

pages = list(client.get_paginator("list_package_versions").paginate(**DEV, **PACKAGE, PaginationConfig={"PageSize": 10}))
SEEN["pages"] = [len(page["versions"]) for page in pages]
SEEN["versions"] = len({version["version"] for page in pages for version in page["versions"]})
limited = client.get_paginator("list_package_versions").paginate(**DEV, **PACKAGE, PaginationConfig={"MaxItems": 7, "PageSize": 3})
first = limited.build_full_result()
resumed = client.get_paginator("list_package_versions").paginate(
    **DEV, **PACKAGE, PaginationConfig={"StartingToken": first["NextToken"], "PageSize": 10}
)
SEEN["resumed"] = [len(first["versions"]), len(resumed.build_full_result()["versions"])]
SEEN["paginators"] = {
    "domains": len(list(client.get_paginator("list_domains").paginate().search("domains[].name"))),
    "repositories": sorted(client.get_paginator("list_repositories").paginate(PaginationConfig={"PageSize": 1}).search("repositories[].name")),
    "packages": list(client.get_paginator("list_packages").paginate(**DEV).search("packages[].package")),
    "assets": sorted(
        client.get_paginator("list_package_version_assets")
        .paginate(**DEV, **PACKAGE, packageVersion="2.0", PaginationConfig={"PageSize": 1})
        .search("assets[].name")
    ),
}

copied = client.copy_package_versions(
    domain="abc", sourceRepository="dev", destinationRepository="prod", **PACKAGE, versions=["1.0", "2.0"]
)
SEEN["copied"] = sorted([version, one["status"]] for version, one in copied["successfulVersions"].items())
mixed = client.copy_package_versions(
    domain="abc",
    sourceRepository="dev",
    destinationRepository="prod",
    **PACKAGE,
    versionRevisions={"1.1": "another", "9.9": "none"},
)
SEEN["failed"] = sorted([version, one["errorCode"]] for version, one in mixed["failedVersions"].items())
SEEN["failedSucceeded"] = mixed["successfulVersions"]

got = client.get_package_version_asset(**DEV, **PACKAGE, packageVersion="2.0", asset="large.bin")
digest, chunks = hashlib.sha256(), 0
for chunk in got["asset"].iter_chunks(65_536):
    digest.update(chunk)
    chunks += 1
SEEN["streamed"] = [digest.hexdigest() == hashlib.sha256(large).hexdigest(), chunks > 1, got["assetName"], got["packageVersion"]]

token = client.get_authorization_token(domain="abc", durationSeconds=900)
left = (token["expiration"] - datetime.now(timezone.utc)).total_seconds()
SEEN["token"] = [len(token["authorizationToken"]) > 100, 800 < left <= 901]
SEEN["waiters"] = client.waiter_names

SEEN["errors"] = {
    "missing": refused("ResourceNotFoundException", client.describe_domain, domain="none"),
    "twice": refused("ConflictException", client.create_domain, domain="abc"),
    "wrong": refused("ValidationException", client.describe_repository, domain="abc", repository="a b"),
    "denied": refused("AccessDeniedException", denied.describe_domain, by=denied, domain="abc"),
    "stale": refused("ValidationException", client.list_repositories, nextToken="changed"),
    "quota": refused("ServiceQuotaExceededException", lambda: [client.create_domain(domain=f"more-{n}") for n in range(20)]),
}
print(json.dumps(SEEN))
