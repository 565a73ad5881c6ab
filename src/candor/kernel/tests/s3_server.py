"""An S3 server of moto's on a free port that refuses wrong signatures. Prints port and key as JSON."""

from __future__ import annotations

import json
import os
import sys
import threading

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"
"""The calls of `main` below; everybody after them has to sign."""

import boto3  # noqa: E402 - moto reads the variable when it is loaded
from moto.server import ThreadedMotoServer  # noqa: E402 - reads the variable above

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def main() -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()

    def client(service: str) -> object:
        return boto3.client(
            service,
            endpoint_url=f"http://{host}:{port}",
            region_name="eu-central-1",
            aws_access_key_id="first",
            aws_secret_access_key="first",
        )

    iam = client("iam")
    iam.create_user(UserName="candor")
    iam.put_user_policy(UserName="candor", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    key = iam.create_access_key(UserName="candor")["AccessKey"]
    client("s3").create_bucket(Bucket="copies", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    sys.stdout.write(json.dumps({"port": port, "key_id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}) + "\n")
    sys.stdout.flush()
    threading.Event().wait()


main()
