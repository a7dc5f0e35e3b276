#!/usr/bin/env bash
# One batch over a Slurm cluster: sbatch --array=1-16 docs/recipes/slurm.sh CASES LETTERS
# CASES and LETTERS lie on a disk that all nodes see. When all jobs are done:
#   inwriting report merge LETTERS/report-*-of-16.csv --out LETTERS/report.csv
#SBATCH --job-name=inwriting
#SBATCH --cpus-per-task=2
#SBATCH --mem-per-cpu=100M
#SBATCH --requeue
# Nothing that a case says reaches Slurm's own log: results go to the report.
exec inwriting batch "$1" --out "$2" --shard auto -j "${SLURM_CPUS_PER_TASK:-1}" --quiet >/dev/null
