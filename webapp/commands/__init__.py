"""The commands of careers-evidence, one module each."""
