"""The forms in which a copy says what it holds, each as chunks of bytes read from the stage."""
