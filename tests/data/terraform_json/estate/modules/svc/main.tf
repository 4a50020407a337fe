terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "key" {}
variable "bucket" {}
variable "ids" {}
resource "aws_kms_key" "own" {}
resource "aws_sqs_queue" "q" { kms_master_key_id = var.key }
resource "aws_sqs_queue" "q2" { kms_master_key_id = aws_kms_key.own.arn }
resource "aws_s3_bucket_public_access_block" "p" {
  bucket            = var.bucket
  block_public_acls = true
}
output "out" { value = aws_kms_key.own.arn }
