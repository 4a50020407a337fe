terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "region" { default = "eu-west-1" }
variable "secret" {
  default   = "hunter2hunter2"
  sensitive = true
}
locals {
  kms   = aws_kms_key.k.arn
  names = toset(["a.b", "c[\"d\"]"])
}
provider "aws" {
  region                      = var.region
  access_key                  = "x"
  secret_key                  = "y"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
provider "aws" {
  alias                       = "us"
  region                      = "us-east-1"
  access_key                  = "x"
  secret_key                  = "y"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}
data "aws_partition" "p" {}
data "aws_region" "r" {}
resource "aws_kms_key" "k" { enable_key_rotation = true }
resource "aws_s3_bucket" "b" {
  for_each      = local.names
  bucket_prefix = "x"
}
resource "aws_s3_bucket_versioning" "v" {
  for_each = local.names
  bucket   = aws_s3_bucket.b[each.key].id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_versioning" "v2" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket" "c" {
  count    = 2
  provider = aws.us
}
resource "aws_s3_bucket_versioning" "cv" {
  count  = 2
  bucket = aws_s3_bucket.c[count.index].id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "s" {
  bucket = aws_s3_bucket.c[0].bucket
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
    bucket_key_enabled = true
  }
}
data "aws_iam_policy_document" "d" {
  statement {
    sid       = "A"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = [aws_s3_bucket.c[0].arn, "${aws_s3_bucket.c[0].arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    effect      = "Deny"
    not_actions = ["s3:*"]
    resources   = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
resource "aws_s3_bucket_policy" "p" {
  bucket = aws_s3_bucket.c[0].id
  policy = data.aws_iam_policy_document.d.json
}
resource "aws_sqs_queue" "q" {
  name              = "q"
  kms_master_key_id = local.kms
  policy            = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = aws_kms_key.k.arn }] })
}
resource "aws_db_instance" "d" {
  instance_class      = "db.t3.micro"
  engine              = "mysql"
  username            = "a"
  password            = var.secret
  allocated_storage   = 10
  skip_final_snapshot = true
  kms_key_id          = module.kms.key_arn
  storage_encrypted   = true
}
resource "aws_security_group" "sg" {
  name = "x"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = [aws_security_group.o.id]
  }
}
resource "aws_security_group" "o" {}
resource "aws_instance" "i" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.sg.id, "sg-1"]
  root_block_device { kms_key_id = aws_kms_key.k.arn }
  ebs_block_device {
    device_name = "/dev/sdb"
    encrypted   = true
    kms_key_id  = aws_kms_key.k.arn
  }
  ebs_block_device {
    device_name = "/dev/sdc"
  }
  tags = { k = aws_kms_key.k.arn, n = "x" }
}
module "kms" { source = "./modules/kms" }
module "svc" {
  source    = "./modules/svc"
  for_each  = toset(["one", "two"])
  key       = module.kms.key_arn
  bucket    = aws_s3_bucket.c[1].id
  ids       = [aws_security_group.sg.id]
  providers = { aws = aws.us }
}
resource "aws_sns_topic" "t" { kms_master_key_id = module.svc["one"].out }
resource "aws_security_group" "dyn" {
  dynamic "ingress" {
    for_each = [aws_security_group.o.id]
    content {
      from_port       = 1
      to_port         = 2
      protocol        = "tcp"
      security_groups = [ingress.value]
    }
  }
}
resource "aws_security_group" "dynu" {
  dynamic "ingress" {
    for_each = aws_instance.i.security_groups
    content {
      from_port       = 1
      to_port         = 2
      protocol        = "tcp"
      security_groups = [ingress.value]
    }
  }
}
resource "aws_sns_topic" "none" {}
resource "aws_dynamodb_table" "dyn" {
  name         = "x"
  hash_key     = "a"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "a"
    type = "S"
  }
  dynamic "server_side_encryption" {
    for_each = [1]
    content {
      enabled     = true
      kms_key_arn = aws_kms_key.k.arn
    }
  }
  dynamic "point_in_time_recovery" {
    for_each = aws_instance.i.security_groups
    content { enabled = true }
  }
}
