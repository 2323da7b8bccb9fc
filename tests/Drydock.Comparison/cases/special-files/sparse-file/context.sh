truncate -s 3000000 holes
echo end >> holes
