"""What `try_deploy.py` is made of."""
