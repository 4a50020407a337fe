"""The same judgement on Apache Spark, for estates that one machine is too small for."""
