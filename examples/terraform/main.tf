# Corner Shop, the newer half. Some of it is declared in CloudFormation as well.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { shop = "corner" } }
}

provider "aws" {
  alias  = "archive"
  region = "eu-central-1"
}

variable "stage" {
  type    = string
  default = "prod"
}

variable "office_cidrs" {
  type = list(string)
}

locals {
  buckets = {
    invoices = { versioned = true }
    exports  = { versioned = false }
  }
}

data "aws_caller_identity" "current" {}

module "bucket" {
  source    = "./modules/bucket"
  for_each  = local.buckets
  name      = "corner-shop-${each.key}-${var.stage}"
  versioned = each.value.versioned
  key_arn   = aws_kms_key.data.arn
}

resource "aws_kms_key" "data" {
  description         = "Corner Shop invoices"
  enable_key_rotation = false
}

resource "aws_s3_bucket" "archive" {
  provider = aws.archive
  bucket   = "corner-shop-archive"
}

resource "aws_security_group" "office" {
  name   = "office"
  vpc_id = "vpc-0123456789abcdef0"

  dynamic "ingress" {
    for_each = var.office_cidrs
    content {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}

resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine                  = "postgres"
  engine_version          = "16.4"
  instance_class          = "db.m6g.large"
  allocated_storage       = 50
  username                = "shop"
  manage_master_user_password = true
  storage_encrypted       = true
  kms_key_id              = aws_kms_key.data.arn
  backup_retention_period = 14
  deletion_protection     = true
  multi_az                = true
  skip_final_snapshot     = false
}

resource "aws_dynamodb_table" "carts" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "orders" {
  name                    = "orders"
  sqs_managed_sse_enabled = true
  policy                  = data.aws_iam_policy_document.queue.json
}

data "aws_iam_policy_document" "queue" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_ebs_volume" "scratch" {
  availability_zone = "eu-west-1a"
  size              = 20
}

resource "aws_efs_file_system" "shared" {
  encrypted = true
}

resource "aws_cloudwatch_log_group" "checkout" {
  name = "/aws/lambda/checkout"
}
