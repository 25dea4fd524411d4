"""What can keep an agent of this machine from finding and reaching others, each checked and told with what to do."""
