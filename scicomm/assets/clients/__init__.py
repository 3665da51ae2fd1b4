"""The doors of the image resources to outside systems."""
