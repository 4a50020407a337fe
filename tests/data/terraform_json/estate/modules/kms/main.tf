resource "aws_kms_key" "this" {
  count = 1
}
output "key_arn" { value = aws_kms_key.this[0].arn }
